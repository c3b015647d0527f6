// A soft ring tone. A browser plays nothing before a person has touched the page.

const NOTES = [659, 784, 659, 784];
const EVERY_MS = 2600;

export class RingTone {
  #context = null;
  #timer = null;
  #ringing = false;

  get on() {
    return this.#context !== null;
  }

  toggle() {
    if (this.on) {
      this.#context.close();
      this.#context = null;
    } else {
      this.#context = new AudioContext();
    }
    this.#arrange();
  }

  ring(ringing) {
    this.#ringing = ringing;
    this.#arrange();
  }

  #arrange() {
    const wanted = this.on && this.#ringing;
    if (wanted && this.#timer === null) {
      this.#play();
      this.#timer = setInterval(() => this.#play(), EVERY_MS);
    } else if (!wanted && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  #play() {
    NOTES.forEach((frequency, index) => {
      const start = this.#context.currentTime + index * 0.16;
      const tone = new OscillatorNode(this.#context, { type: "sine", frequency });
      const volume = new GainNode(this.#context, { gain: 0 });
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.12, start + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
      tone.connect(volume).connect(this.#context.destination);
      tone.start(start);
      tone.stop(start + 0.32);
    });
  }
}
