// What makes pages quicker to use. Every page does its work without it.
import { find } from "./find.js";
import { form } from "./form.js";
import { lock } from "./lock.js";
import { choices } from "./choices.js";

const page = document.body;
if (page.dataset.open) lock(page.dataset.token);
const search = document.getElementById("find-form");
if (search) find(search);
const record = document.getElementById("record-form");
if (record) form(record);
const conflict = document.getElementById("conflict-form");
if (conflict) choices(conflict);
document.getElementById("problems")?.focus();
