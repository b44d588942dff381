// Sends a form in the background and gives back the page that answers it.
export async function send(form, more, signal) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, value);
  for (const [name, value] of Object.entries(more ?? {})) fields.set(name, value);
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST", body: fields.toString(), headers: { "Content-Type": "application/x-www-form-urlencoded" },
    redirect: "error", signal,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Calls once nothing has happened for a while.
export function afterPause(milliseconds, action) {
  let timer = 0;
  return () => { clearTimeout(timer); timer = setTimeout(action, milliseconds); };
}
