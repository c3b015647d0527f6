// The page of phones: fetches what the simulator knows and shows it, live.

import { Card } from "/static/card.js";
import { RingTone } from "/static/ring.js";

const { lang, only } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words);
const POLL_MS = 2000;

const main = document.querySelector("main");
const state = document.querySelector(".state");
const ringingNow = document.querySelector(".ringing-now");
const cards = new Map();
const tone = new RingTone();
let clockOffset = 0;
let seen = null;
let fetching = false;
let again = false;

document.body.classList.toggle("single", only !== "");
document.querySelector(".sound").addEventListener("click", (event) => {
  tone.toggle();
  event.currentTarget.setAttribute("aria-pressed", String(tone.on));
  event.currentTarget.querySelector("span").textContent = tone.on ? words.sound_off : words.sound_on;
});
ringingNow.addEventListener("click", () => {
  document.querySelector('.phone[data-state="ringing"]')?.scrollIntoView({ block: "center" });
});

function now() {
  return Date.now() / 1000 + clockOffset;
}

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    do {
      again = false;
      const answer = await fetch("/simulator/phones.json");
      show(await answer.json());
    } while (again);
    connected(true);
  } catch {
    connected(false);
  } finally {
    fetching = false;
  }
}

function show(snapshot) {
  clockOffset = snapshot.now - Date.now() / 1000;
  seen = snapshot.version;
  const phones = snapshot.phones.filter((phone) => !only || phone.number === only);
  for (const phone of phones) {
    if (!cards.has(phone.number)) {
      const card = new Card(phone, { words, lang, now, refresh });
      cards.set(phone.number, card);
      main.append(card.element);
    }
    cards.get(phone.number).update(phone, snapshot.takes_calls);
  }
  for (const [number, card] of cards) {
    if (!phones.some((phone) => phone.number === number)) {
      card.element.remove();
      cards.delete(number);
    }
  }
  document.querySelector(".empty").hidden = phones.length > 0;
  const ringing = phones.filter((phone) => phone.call?.status === "ringing" && phone.call.direction !== "inbound");
  ringingNow.hidden = ringing.length === 0 || phones.length === 1;
  ringingNow.textContent = words.ringing_count.replace("{n}", ringing.length);
  tone.ring(ringing.length > 0);
  document.title = ringing.length ? `(${ringing.length}) ${words.title}` : words.title;
}

function connected(live) {
  state.classList.toggle("live", live);
  state.querySelector("span").textContent = live ? words.live : words.waiting;
}

// Events say only that something changed; polling stands behind them.
const events = new EventSource("/simulator/events");
events.addEventListener("message", (event) => {
  if (Number(event.data) !== seen) refresh();
});
setInterval(() => {
  if (events.readyState !== EventSource.OPEN) refresh();
}, POLL_MS);
setInterval(() => cards.forEach((card) => card.tick()), 80);
refresh();
