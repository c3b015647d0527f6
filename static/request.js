// The press, over a network that may die: the same request again and again until it has arrived,
// and an honest word on whether it has. Without this script the form is sent as any form is.

const GIVE_UP_AFTER = 8_000;
const AGAIN_AFTER = 2_000;
const LIST_AFTER = 20_000;

const form = document.querySelector("form.request");
const line = form.querySelector("#sending");
const button = form.querySelector("button.huge");
const list = form.querySelector("#prospects");

let sending = false;
let touched = false;

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

function say(what, isTrouble = false) {
  line.textContent = line.dataset[what];
  line.classList.toggle("trouble", isTrouble);
}

// Whether it has arrived, as far as anybody knows: the page that answers, or null for no answer.
async function attempt(fields) {
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: fields,
      signal: AbortSignal.timeout(GIVE_UP_AFTER),
    });
    return answer.status >= 500 ? null : answer;
  } catch {
    return null;
  }
}

async function send() {
  const fields = new FormData(form);
  const begun = Date.now();
  say("sending");
  for (;;) {
    const answer = await attempt(fields);
    if (answer?.redirected) {
      touched = false;
      if (!answer.url.includes("/accounts/")) say("saved");
      location.assign(answer.url);
      return;
    }
    if (answer) {
      // Something has to be put right: the browser sends it, and shows what the server says.
      touched = false;
      form.submit();
      return;
    }
    const late = Date.now() - begun > LIST_AFTER || !navigator.onLine;
    say(late ? "late" : "lost", true);
    if (late && !list.open) {
      list.open = true;
      line.scrollIntoView();
    }
    await wait(AGAIN_AFTER);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (sending) return;
  sending = true;
  button.setAttribute("aria-disabled", "true");
  send();
});
form.addEventListener("input", () => (touched = true));
// What was typed is kept on this page alone, in memory: leaving it asks back. A telephone number
// leaves nothing, although browsers take it for leaving.
let calls = false;
document.addEventListener("click", (event) => {
  if (!event.target.closest("a[href^='tel:']")) return;
  calls = true;
  setTimeout(() => (calls = false), AGAIN_AFTER);
});
addEventListener("beforeunload", (event) => {
  if (touched && !calls) event.preventDefault();
});
