// The doctor's page looks every fifteen seconds whether it still holds. Without this script it
// says the same after a tap on "Look again".

const EVERY = 15_000;
const main = document.querySelector("main");
const line = document.querySelector("#changed");
const known = main.innerHTML;

function isBusy() {
  const chosen = [...document.querySelectorAll("select, input:not([type=hidden])")];
  const typed = chosen.some((field) =>
    field.tagName === "SELECT" ? field.selectedIndex > 0 : field.value !== field.defaultValue,
  );
  return typed || document.querySelector("details[open]") !== null;
}

// What the page says now; null where nobody says it, and what stands here is as old as it was.
async function told() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
    if (answer.status >= 500) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("main")?.innerHTML ?? null;
  } catch {
    return null;
  }
}

async function look() {
  if (document.hidden) return;
  const now = await told();
  if (now === null || now === known) return;
  if (isBusy()) line.querySelector("[role=status]").textContent = line.dataset.changed;
  else location.reload();
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
