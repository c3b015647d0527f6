// Has the contact sheet kept on this device, and kept fresh, while somebody is signed in.

if (navigator.serviceWorker) {
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // a private window keeps nothing
  navigator.serviceWorker.ready.then((kept) => kept.active.postMessage("refresh"));
}
