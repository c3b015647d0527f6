{% load static %}// Keeps the contact sheet and the red flags for when there is no network, and nothing else: no
// page that shows a patient or a case is ever stored. Everything is asked of the server first.

const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const SHEET = "{{ sheet|escapejs }}";
const CACHE = "backup-dispatch-1";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

// A page that a nurse has just opened says so: then the sheet is fetched anew, quietly.
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(refresh());
});

async function refresh() {
  const answer = await fetch(SHEET, { redirect: "manual" }).catch(() => null);
  if (answer?.ok) await (await caches.open(CACHE)).put(SHEET, answer);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(file(request));
});

async function page(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const kept = await caches.match(SHEET);
    if (kept) return kept;
    throw problem;
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (problem) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw problem;
  }
}
