// The place where the device is, for a nurse who is at the house. Asked for at a tap, and only then.

const PATIENCE = 10_000;
const FIGURES = 5; // after the point: about a metre

const form = document.querySelector("form.handover");
const input = form.querySelector("[name='pin']");

function offer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = form.dataset.here;
  input.after(button);
  button.addEventListener("click", () => {
    button.textContent = form.dataset.looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        input.value = [coords.latitude, coords.longitude].map((one) => one.toFixed(FIGURES)).join(", ");
        input.dispatchEvent(new Event("input", { bubbles: true }));
        button.textContent = form.dataset.here;
      },
      () => (button.textContent = form.dataset.nowhere),
      { enableHighAccuracy: true, timeout: PATIENCE },
    );
  });
}

if (input && navigator.geolocation) offer();
