// Keys go to coach as soon as it is connected, without a click on the page.
function giveKeysToCoach() {
  const keyboard = document.querySelector(".xterm-helper-textarea");
  if (keyboard && document.body.classList.contains("-loaded")) keyboard.focus();
}

window.addEventListener("load", () => {
  new MutationObserver(giveKeysToCoach).observe(document.body, { attributeFilter: ["class"] });
  window.addEventListener("focus", giveKeysToCoach);
  document.getElementById("again").addEventListener("click", () => window.location.reload());
});

// ctrl+v pastes what the browser has: the terminal would turn it into a control character.
window.addEventListener("keydown", (event) => {
  const pastes = event.key.toLowerCase() === "v" && event.ctrlKey;
  if (pastes && !event.altKey && !event.shiftKey) event.stopImmediatePropagation();
}, true);
