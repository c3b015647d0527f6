// Beside a form: how the search goes, and that nothing typed gets lost by leaving.

import { signal } from "./signals.js";

const LOOK_EVERY = 4_000;
const GIVE_UP_AFTER = 5_000;

const isFound = (strip) => ["accepted", "contacted"].includes(strip.dataset.status);
const said = (strip) => strip.querySelector("p").textContent;

async function look() {
  const strip = document.querySelector("#strip");
  if (!strip) return;
  try {
    const answer = await fetch(strip.dataset.fragment, { signal: AbortSignal.timeout(GIVE_UP_AFTER), redirect: "manual" });
    strip.classList.toggle("stale", !answer.ok);
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#strip");
    if (!next) return strip.remove();
    if (isFound(next) !== isFound(strip)) signal(isFound(next));
    // Its line is spoken when it changes, and only then.
    if (said(next) !== said(strip)) strip.querySelector("p").replaceChildren(...next.querySelector("p").childNodes);
    strip.className = next.className;
    strip.dataset.status = next.dataset.status;
  } catch {
    strip.classList.add("stale");
  }
}

setInterval(look, LOOK_EVERY);

const form = document.querySelector("form.handover");
let touched = false;
let sends = false;
form?.addEventListener("input", () => (touched = true));
form?.addEventListener("submit", () => (sends = true));
addEventListener("beforeunload", (event) => {
  if (touched && !sends) event.preventDefault();
});
