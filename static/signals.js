// Beside the page of a search: the screen stays awake while doctors are asked, and a yes is felt
// and heard where the device allows it. A locked telephone hears nothing: that is what the SMS,
// or the call, is for.

const YES = [880, 1_320]; // Hz, one after the other
const NO_LONGER = [440, 330];
const TONE = 0.18; // seconds

let sound = null;
let awake = null;
let wanted = false;

// A browser makes a sound only after somebody has touched the page.
addEventListener("pointerdown", () => (sound ??= new AudioContext()), { once: true });
document.addEventListener("visibilitychange", () => stayAwake(wanted));

// While somebody is looked for.
export async function stayAwake(now) {
  wanted = now;
  if (!now || document.hidden) {
    awake?.release();
    awake = null;
  } else if (!awake && navigator.wakeLock) {
    awake = await navigator.wakeLock.request("screen").catch(() => null);
    awake?.addEventListener("release", () => (awake = null));
  }
}

// A doctor has said yes, or no longer has it.
export function signal(found) {
  navigator.vibrate?.(found ? [200, 100, 400] : [600, 200, 600]);
  if (sound?.state !== "running") return;
  (found ? YES : NO_LONGER).forEach((frequency, place) => {
    const tone = new OscillatorNode(sound, { frequency });
    const volume = new GainNode(sound, { gain: 0.2 });
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + place * TONE);
    tone.stop(sound.currentTime + (place + 1) * TONE);
  });
}
