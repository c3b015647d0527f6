// What was said on a call, appearing as it is spoken.

import { nationalNumber } from "/static/format.js";

export class Transcript {
  constructor(element, now, joined) {
    this.element = element;
    this.now = now;
    this.joined = joined;
    this.sid = null;
    this.rows = [];
  }

  show(call) {
    if (this.sid !== call.sid) {
      this.sid = call.sid;
      this.rows = [];
      this.element.replaceChildren();
    }
    call.transcript.forEach((line, index) => {
      if (this.rows[index]) {
        this.rows[index].line = line;
        return;
      }
      const paragraph = document.createElement("p");
      paragraph.className = line.who;
      this.element.append(paragraph);
      this.rows.push({ line, paragraph });
    });
    this.over = call.status !== "in-progress";
    this.tick();
  }

  tick() {
    let grew = false;
    for (const { line, paragraph } of this.rows) {
      const text = this.#heard(line);
      if (paragraph.textContent !== text) {
        paragraph.textContent = text;
        grew = true;
      }
    }
    if (grew) this.element.scrollTop = this.element.scrollHeight;
  }

  #heard(line) {
    if (line.who === "joined") return this.joined.replace("{number}", nationalNumber(line.text));
    if (line.who !== "voice") return line.text;
    if (line.heard !== null) return `${line.heard}…`;
    if (this.over || line.seconds === 0) return line.text;
    const part = Math.min(1, (this.now() - line.at) / line.seconds);
    const letters = [...line.text];
    return letters.slice(0, Math.ceil(letters.length * part)).join("");
  }
}
