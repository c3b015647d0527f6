// Photos of paper: made small on the device, and sent one by one, each until it has arrived. They
// are kept on this page alone, in memory. Without this script the form is sent as any form is.

const LONGEST_SIDE = 1800;
const QUALITY = 0.8;
const GIVE_UP_AFTER = 30_000;
const AGAIN_AFTER = 3_000;

const form = document.querySelector("form.photos");
const input = form.querySelector("input[type='file']");
const line = form.querySelector("#sending");

const waiting = [];
let all = 0;

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

function say(what, isTrouble = false) {
  const number = all - waiting.length + 1;
  line.textContent = line.dataset[what].replace("{number}", number).replace("{all}", all);
  line.classList.toggle("trouble", isTrouble);
}

// What cannot be read here goes as it is: the server says what is the matter with it.
async function small(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    return made ?? file;
  } catch {
    return file;
  }
}

async function attempt(picture) {
  const fields = new FormData(form);
  fields.set("photos", picture, "photo.jpg");
  try {
    const signal = AbortSignal.timeout(GIVE_UP_AFTER);
    return await fetch(form.action, { method: "POST", body: fields, signal });
  } catch {
    return null;
  }
}

const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// Whoever has signed in again has another token than this page.
async function takeNewToken() {
  try {
    const page = await read(await fetch(location.href));
    const token = page.querySelector("form.photos [name='csrfmiddlewaretoken']");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  } catch {
    // Not yet.
  }
}

// The page after it has arrived, or the one that says why it never will.
async function arrived(picture) {
  for (;;) {
    say("sending");
    const answer = await attempt(picture);
    const isSignedOut = answer?.status === 403 || answer?.url.includes("/accounts/");
    if (answer && !isSignedOut && answer.status < 500) {
      return read(answer);
    }
    say(isSignedOut ? "signedOut" : "lost", true);
    await wait(AGAIN_AFTER);
    if (isSignedOut) await takeNewToken();
  }
}

async function sendAll() {
  let wrong = "";
  while (waiting.length) {
    const page = await arrived(await small(waiting[0]));
    const photos = page.querySelector("#photos");
    wrong = page.querySelector(".error")?.textContent ?? wrong;
    if (photos) document.querySelector("#photos").replaceWith(photos);
    waiting.shift();
  }
  all = 0;
  if (wrong) line.textContent = wrong;
  else say("done");
  line.classList.toggle("trouble", wrong !== "");
}

form.querySelector("button").hidden = true;
form.classList.add("scripted");
input.addEventListener("change", () => {
  const runs = waiting.length > 0;
  waiting.push(...input.files);
  all += input.files.length;
  input.value = "";
  if (!runs && waiting.length) sendAll();
});
addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
