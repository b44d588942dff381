// Results as somebody types.
import { send, afterPause } from "./send.js";

export function find(form) {
  let running;
  const look = afterPause(180, async () => {
    running?.abort();
    running = new AbortController();
    try {
      const page = await send(form, {}, running.signal);
      document.getElementById("hits").replaceChildren(...page.getElementById("hits").childNodes);
    } catch (error) {
      if (error.name !== "AbortError") form.dataset.failed = "yes";
    }
  });
  form.addEventListener("input", look);
}
