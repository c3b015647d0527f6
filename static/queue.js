// Keeps the coordinator's queue true: a look every four seconds, and an honest word on its age.

const LOOK_EVERY = 4_000;
const OLD_AFTER = 10_000;
const GIVE_UP_AFTER = 5_000;
const SETTLE = 700;

const queue = document.querySelector("#queue");
const heard = document.querySelector("#heard");
let heardAt = Date.now();
let ahead = 0; // how far the server's clock is ahead of this one
let over = false;
let written = "";

async function look() {
  if (over) return;
  const asked = Date.now();
  try {
    const answer = await fetch(queue.dataset.fragment, { signal: AbortSignal.timeout(GIVE_UP_AFTER), redirect: "manual" });
    if (answer.type === "opaqueredirect") signedOut();
    else if (answer.ok) show(await answer.text(), asked);
  } catch {
    // No network: the picture grows old, and `tick` says so.
  }
  tick();
}

// A button that has just come under a finger waits a moment.
function show(html, asked) {
  const next = new DOMParser().parseFromString(html, "text/html").querySelector(".requests");
  heardAt = Date.now();
  ahead = Date.parse(next.dataset.at) - (asked + heardAt) / 2;
  delete next.dataset.at;
  if (next.outerHTML === written) return;
  written = next.outerHTML;
  const focused = document.activeElement?.getAttribute("formaction");
  queue.replaceChildren(next);
  if (focused) queue.querySelector(`[formaction="${focused}"]`)?.focus();
  queue.classList.add("settling");
  setTimeout(() => queue.classList.remove("settling"), SETTLE);
}

function tick() {
  for (const countdown of queue.querySelectorAll("[data-until]")) count(countdown);
  if (over) return;
  const age = Date.now() - heardAt;
  const old = age > OLD_AFTER;
  queue.classList.toggle("stale", old);
  heard.classList.toggle("stale", old);
  const say = old ? heard.dataset.stale.replace("{seconds}", Math.round(age / 1000)) : heard.dataset.fresh;
  if (heard.textContent !== say) heard.textContent = say;
}

function count(countdown) {
  const left = Math.max(0, Math.ceil((Date.parse(countdown.dataset.until) - Date.now() - ahead) / 1000));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  let figure = countdown.querySelector("b");
  if (!figure) {
    figure = document.createElement("b");
    const [before, after] = countdown.dataset.left.split("{clock}");
    countdown.prepend(before, figure, after, " ");
  }
  if (figure.textContent !== clock) figure.textContent = clock;
}

function signedOut() {
  over = true;
  heard.textContent = heard.dataset.signedOut;
  heard.classList.add("stale");
  queue.classList.add("stale");
}

look();
setInterval(look, LOOK_EVERY);
setInterval(tick, 1_000);
document.addEventListener("visibilitychange", () => document.hidden || look());
