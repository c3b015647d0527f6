// Keeps the page of a running search true: events where they come, a look every four seconds
// behind them, and an honest word on how old the picture is.

import { signal, stayAwake } from "./signals.js";

const LOOK_EVERY = 4_000;
const OLD_AFTER = 10_000;
const GIVE_UP_AFTER = 5_000;
const SETTLE = 700;

const live = document.querySelector("#live");
const heard = document.querySelector("#heard");
const words = heard.querySelector(".heard-words");
// The clock of the page, whatever the device's is.
const TIME = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZone: heard.dataset.zone,
};
const announcer = document.querySelector("#announcer");

let events = null;
let looking = false;
let again = false;
let over = false;
let heardAt = Date.now();
let ahead = 0; // how far the server's clock is ahead of this one

const state = () => live.querySelector(".state");
const status = () => document.querySelector("#now").className.match(/status-(\w+)/)[1];
const isFound = (name) => name === "accepted" || name === "contacted";
const headline = () => live.querySelector("h1").textContent.trim();
const written = new Map(); // what the server wrote for each section, before anybody opened it
for (const section of state().children) written.set(section.id, section.outerHTML);

function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html").querySelector(".state");
  const before = headline();
  const stood = status();
  const focused = document.activeElement?.id || document.activeElement?.getAttribute("formaction");
  if (order(next) !== order(state())) arrange(next);
  for (const section of [...next.children]) {
    if (written.get(section.id) === section.outerHTML) continue;
    written.set(section.id, section.outerHTML);
    replace(document.getElementById(section.id), section);
  }
  Object.assign(state().dataset, next.dataset);
  if (focused) [...live.querySelectorAll("[id], [formaction]")].find((e) => e.id === focused || e.getAttribute("formaction") === focused)?.focus();
  if (headline() !== before) announcer.textContent = headline();
  if (isFound(stood) !== isFound(status()) && next.dataset.open === "yes") signal(isFound(status()));
  stayAwake(status() === "searching");
  if (next.dataset.open === "no") finish();
}

const order = (parent) => [...parent.children].map((section) => section.id).join();

function arrange(next) {
  for (const section of next.children) state().append(document.getElementById(section.id));
}

// What somebody has opened stays open; a button that has just come under a finger waits a moment.
function replace(old, section) {
  for (const details of section.querySelectorAll("details[id]")) {
    details.open ||= document.getElementById(details.id)?.open ?? false;
  }
  section.classList.add("settling");
  setTimeout(() => section.classList.remove("settling"), SETTLE);
  old.replaceWith(section);
}

async function look() {
  if (over) return;
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  const asked = Date.now();
  try {
    const answer = await fetch(live.dataset.fragment, { signal: AbortSignal.timeout(GIVE_UP_AFTER), redirect: "manual" });
    if (answer.type === "opaqueredirect") signedOut();
    else if (answer.ok) {
      show(await answer.text());
      heardAt = Date.now();
      ahead = Date.parse(state().dataset.at) - (asked + heardAt) / 2;
    }
  } catch {
    // No network: the picture grows old, and `tick` says so.
  }
  looking = false;
  tick();
  if (again) {
    again = false;
    look();
  }
}

function tick() {
  const age = Date.now() - heardAt;
  const old = age > OLD_AFTER && !over;
  live.classList.toggle("stale", old);
  heard.classList.toggle("stale", old);
  if (!over) {
    const fresh = events?.readyState === EventSource.OPEN && !heard.classList.contains("degraded");
    const time = new Date(heardAt + ahead).toLocaleTimeString(document.documentElement.lang, TIME);
    const say = old
      ? heard.dataset.stale.replace("{seconds}", Math.round(age / 1000))
      : `${fresh ? heard.dataset.fresh : heard.dataset.polling} · ${time}`;
    if (words.textContent !== say) words.textContent = say;
  }
  for (const countdown of live.querySelectorAll("[data-until]")) count(countdown);
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
  const bar = countdown.nextElementSibling;
  if (bar instanceof HTMLProgressElement) bar.value = left;
}

function listen() {
  events = new EventSource(live.dataset.events);
  events.addEventListener("changed", (event) => {
    heard.classList.remove("degraded");
    if (Number(event.data) > Number(state().dataset.sequence)) look();
  });
  events.addEventListener("degraded", () => heard.classList.add("degraded"));
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED && !over) setTimeout(listen, LOOK_EVERY);
  });
}

function signedOut() {
  words.textContent = heard.dataset.signedOut;
  heard.classList.add("stale");
  live.classList.add("stale");
  finish();
}

function finish() {
  over = true;
  stayAwake(false);
  events?.close();
}

document.documentElement.classList.add("scripted");
listen();
tick();
setInterval(look, LOOK_EVERY);
setInterval(tick, 1_000);
document.addEventListener("visibilitychange", () => document.hidden || look());
// Whoever was called answered something: the buttons for it wait under the number.
live.addEventListener("click", (event) => {
  const called = event.target.closest("#phone-list a.tel")?.closest("li").querySelector(".by-hand");
  if (called) called.open = true;
});
// A link into the phone list opens it, also where the browser would not.
document.querySelector(".bar a[href='#phone-list']").addEventListener("click", () => {
  document.querySelector("#phone-details").open = true;
});
look();
