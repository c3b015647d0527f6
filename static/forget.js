// Whoever signs out leaves no numbers on the device.

const form = document.querySelector("main form");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    for (const name of await caches.keys()) await caches.delete(name);
    for (const kept of (await navigator.serviceWorker?.getRegistrations()) ?? []) await kept.unregister();
  } finally {
    form.submit();
  }
});
