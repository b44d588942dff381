// Conditions, computed values, warnings and people who are alike, while a form is filled in; and a draft of it at every pause.
import { send, afterPause } from "./send.js";

const text = (form) => new URLSearchParams(new FormData(form)).toString();

export function form(form) {
  narrow(form);
  let submitting = false;
  let kept = text(form);
  const refresh = async () => {
    const sent = text(form);
    if (submitting || sent === kept) return;
    try {
      const page = await send(form, { action: "refresh" });
      kept = sent;
      document.getElementById("draft-state").textContent = "✓";
      document.getElementById("alike").replaceChildren(...page.getElementById("alike").childNodes);
      // What was typed meanwhile is newer than the answer.
      if (submitting || text(form) !== sent) return;
      const focused = document.activeElement?.id;
      const [start, end] = [document.activeElement?.selectionStart, document.activeElement?.selectionEnd];
      update(document.getElementById("sections"), page.getElementById("sections"));
      kept = text(form);
      narrow(form);
      const element = focused && document.getElementById(focused);
      if (element && element !== document.activeElement) {
        element.focus({ preventScroll: true });
        if (typeof start === "number" && element.setSelectionRange) element.setSelectionRange(start, end);
      }
    } catch { document.getElementById("draft-state").textContent = "…"; }
  };
  form.addEventListener("input", afterPause(900, refresh));
  form.addEventListener("change", afterPause(60, refresh));
  form.addEventListener("submit", () => { submitting = true; });
  addEventListener("pageshow", () => { submitting = false; });
}

// Takes over sections and fields that differ, and leaves those alone that are the same, so that nothing jumps.
function update(old, fresh) {
  const same = old.children.length === fresh.children.length
    && [...old.children].every((section, index) => names(section) === names(fresh.children[index]));
  if (!same) { old.replaceChildren(...fresh.childNodes); return; }
  const replacements = new Map([...fresh.querySelectorAll("[data-field], .computed")].map((field, index) => [index, field]));
  [...old.querySelectorAll("[data-field], .computed")].forEach((field, index) => {
    const other = replacements.get(index);
    if (!other || field.contains(document.activeElement) && field.querySelector("input, textarea, select") && !changed(field, other)) return;
    written(field);
    if (plain(field) !== plain(other)) {
      const open = field.querySelector("details")?.open;
      field.replaceWith(other);
      if (open) other.querySelector("details").open = true;
    }
  });
}

// What was typed is a property of an input; the page that the server sends has it as an attribute.
function written(field) {
  for (const input of field.querySelectorAll("input")) {
    if (input.type === "checkbox" || input.type === "radio") input.toggleAttribute("checked", input.checked);
    else if (!input.classList.contains("narrowing")) input.setAttribute("value", input.value);
  }
  for (const area of field.querySelectorAll("textarea")) area.textContent = area.value;
  for (const option of field.querySelectorAll("option")) option.toggleAttribute("selected", option.selected);
}

// Without what scripts add: narrowing a list is no difference.
const plain = (field) => {
  const copy = field.cloneNode(true);
  for (const element of copy.querySelectorAll("[hidden], [open]")) { element.removeAttribute("hidden"); element.removeAttribute("open"); }
  return copy.innerHTML.replace(/\s+/g, " ") + copy.className;
};

const names = (section) => [...section.querySelectorAll("[data-field]")].map((field) => field.dataset.field).join(" ");
const changed = (field, other) =>
  field.querySelector(".field-problems")?.textContent !== other.querySelector(".field-problems")?.textContent;

// A box above a long list of ticks that hides those that do not fit; ticked ones stay.
function narrow(form) {
  for (const box of form.querySelectorAll(".narrowing[hidden]")) {
    box.hidden = false;
    box.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = box.value.trim().toLowerCase();
      for (const option of box.parentElement.querySelectorAll(".check")) {
        option.hidden = wanted !== "" && !option.querySelector("input").checked && !option.textContent.toLowerCase().includes(wanted);
      }
    });
    box.addEventListener("change", (event) => event.stopPropagation());
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
}
