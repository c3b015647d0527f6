// One phone on the page.

import { appendWithLinks, clockTime, nationalNumber, timer } from "/static/format.js";
import { Transcript } from "/static/transcript.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const template = document.querySelector("#phone");

export class Card {
  constructor(phone, page) {
    this.page = page;
    this.number = phone.number;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.shown = new Map();
    this.call = null;
    this.#fill(phone);
    this.talking = new Transcript(this.find(".talking .transcript"), page.now, page.words.joined);
    this.past = new Transcript(this.find(".past .transcript"), page.now, page.words.joined);
    this.#listen();
  }

  find(selector) {
    return this.element.querySelector(selector);
  }

  #fill(phone) {
    this.element.dataset.number = phone.number;
    this.find(".avatar").textContent = [...phone.name][0];
    this.find(".avatar").dataset.hue = [...phone.number].reduce((sum, d) => sum + d.charCodeAt(0) * 7, 0) % 6;
    this.find(".name").textContent = phone.name === phone.number ? nationalNumber(phone.number) : phone.name;
    this.find(".number").textContent = nationalNumber(phone.number);
    this.find(".note").textContent = phone.note;
    this.find(".alone").href = `/phones/${encodeURIComponent(phone.number)}?lang=${this.page.lang}`;
    for (const key of KEYS) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = key;
      button.setAttribute("aria-label", this.page.words.press.replace("{key}", key));
      button.addEventListener("click", () => this.#post("press", { key }));
      this.find(".keypad").append(button);
    }
  }

  #listen() {
    const actions = { ".answer": "answer", ".decline": "decline", ".hang-up": "hangup", ".call-back": "call" };
    for (const [selector, action] of Object.entries(actions)) {
      this.find(selector).addEventListener("click", () => this.#post(action));
    }
    this.find(".reply").addEventListener("submit", (event) => {
      event.preventDefault();
      const input = event.currentTarget.elements.body;
      if (input.value === "") return;
      this.#post("reply", { body: input.value });
      input.value = "";
    });
  }

  async #post(action, body = {}) {
    await fetch(`/simulator/phones/${encodeURIComponent(this.number)}/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    this.page.refresh();
  }

  update(phone, takesCalls) {
    const { words } = this.page;
    const call = phone.call;
    const ringing = call?.status === "ringing";
    const dialling = ringing && call.direction === "inbound";
    const state = !call ? "idle" : dialling ? "dialling" : ringing ? "ringing" : "talking";
    const before = this.element.dataset.state;
    this.call = call;
    this.element.dataset.state = state;
    this.find(".idle").hidden = state !== "idle" && state !== "dialling";
    this.find(".ringing").hidden = state !== "ringing";
    this.find(".talking").hidden = state !== "talking";
    if (state === "ringing") {
      this.#say(".ringing .status", words.incoming);
      this.#say(".ringing .other", nationalNumber(call.other));
    } else if (state === "talking") {
      this.talking.show(call);
      this.element.classList.toggle("listening", call.listening);
      this.#say(".spoken", call.transcript.findLast((line) => line.who === "voice")?.text ?? "");
    } else {
      this.#showIdle(phone, state, takesCalls);
    }
    this.find(".reply").hidden = !phone.can_reply;
    this.#showMessages(phone.messages);
    if (state !== before) this.#scrollToLastMessage();
    this.tick();
  }

  #showIdle(phone, state, takesCalls) {
    const { words } = this.page;
    const last = phone.last_call;
    const ended = last ? `${words[`ended_${last.status}`]}　${clockTime(last.history.at(-1).at)}` : words.idle;
    this.#say(".idle .status", state === "dialling" ? words.calling : ended);
    this.find(".call-back").hidden = !(takesCalls && last && state === "idle");
    this.find(".past").hidden = !last?.transcript.length;
    if (last) this.past.show(last);
  }

  // Text that did not change is left alone, so that a screen reader does not read it again.
  #say(selector, text) {
    const element = this.find(selector);
    if (element.textContent !== text) element.textContent = text;
  }

  #showMessages(messages) {
    const thread = this.find(".thread");
    const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 40;
    const there = new Set(messages.map((message) => message.sid));
    for (const [sid, bubble] of this.shown) {
      if (there.has(sid)) continue;
      bubble.remove();
      this.shown.delete(sid);
    }
    thread.querySelector(".nothing").hidden = messages.length > 0;
    for (const message of messages) {
      if (this.shown.has(message.sid)) continue;
      this.shown.set(message.sid, this.#bubble(message));
      thread.append(this.shown.get(message.sid));
      if (atEnd) this.#scrollToLastMessage();
    }
  }

  #scrollToLastMessage() {
    const thread = this.find(".thread");
    thread.scrollTop = thread.scrollHeight;
  }

  #bubble(message) {
    const bubble = document.createElement("div");
    bubble.className = `bubble ${message.direction === "inbound" ? "mine" : "theirs"}`;
    const text = document.createElement("p");
    appendWithLinks(text, message.body);
    const time = document.createElement("time");
    time.textContent = clockTime(message.created);
    bubble.append(text, time);
    return bubble;
  }

  tick() {
    if (this.element.dataset.state !== "talking") return;
    this.talking.tick();
    const since = this.call.answered ? this.page.now() - this.call.answered : 0;
    this.#say(".talking time", timer(since));
  }
}
