// A list of conflicts from the keyboard: a digit chooses, Enter settles.
export function choices(form) {
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input[type=text], select, summary") || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    (choice.value === "other" ? document.getElementById("other") : choice).focus();
  });
  document.getElementById("other").addEventListener("input", () => { document.getElementById("choice-other").checked = true; });
}
