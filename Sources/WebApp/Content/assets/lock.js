// Locks by key and when nobody is there; tells the server that somebody is, while a long form is filled in.
const idleMilliseconds = 300_000;
const tellMilliseconds = 60_000;

export function lock(token) {
  const form = document.getElementById("lock-form");
  let last = Date.now();
  let told = Date.now();
  const used = () => {
    last = Date.now();
    if (last - told < tellMilliseconds) return;
    told = last;
    fetch("/active", {
      method: "POST", body: "", headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Satchel-Page": token },
    }).catch(() => {});
  };
  for (const name of ["keydown", "pointerdown", "pointermove", "wheel"]) addEventListener(name, used, { passive: true });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.altKey && event.code === "KeyL") { event.preventDefault(); form.requestSubmit(); }
  });
  setInterval(() => {
    if (Date.now() - last < idleMilliseconds) return;
    // What is on the screen goes first, whatever the server answers.
    document.getElementById("main").replaceChildren();
    location.replace("/");
  }, 5000);
}
