// What a petition asks, in the form that writes it: rows are added, moved and taken out in the page. Without this script
// the same buttons send the form, and the service shows it again with its rows changed.

const list = document.querySelector<HTMLOListElement>("[data-rows]");
const order = document.querySelector<HTMLInputElement>("[data-order]");
const said = document.querySelector<HTMLElement>("[data-said]");
const adding = document.querySelector<HTMLElement>("[data-add]");

const MOST_OWN = 10;

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[name=do]");
  if (!button || !list || !order) return;
  const [verb = "", key = ""] = button.value.split(":");
  const row = list.querySelector<HTMLElement>(`[data-row="${key}"]`);
  const done = verb === "add" ? add(key) : row && change(row, verb, button);
  if (!done) return; // the service knows what to do
  event.preventDefault();
  order.value = rows()
    .map((one) => one.dataset.row)
    .join(",");
  order.dispatchEvent(new Event("change", { bubbles: true })); // for whoever watches the form
  if (said) said.textContent = done;
});

function rows(): HTMLElement[] {
  return [...(list?.children ?? [])] as HTMLElement[];
}

/** What to say of it; undefined where there is nothing to make a row of. */
function add(kind: string): string | undefined {
  const template = document.querySelector<HTMLTemplateElement>(`template[data-new="${kind}"]`);
  const row = template?.content.firstElementChild?.cloneNode(true);
  if (!(row instanceof HTMLElement) || !list) return undefined;
  if (list.querySelectorAll(".ask-own").length >= MOST_OWN)
    return "Ten questions of your own is the most.";
  nameAfter(row, freeKey());
  list.append(row);
  highlight(row);
  row.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
  return "There is a new question at the end. Nothing is saved yet.";
}

function change(row: HTMLElement, verb: string, button: HTMLButtonElement): string | undefined {
  if (verb === "remove") {
    const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button");
    row.remove();
    (next ?? adding?.querySelector("button"))?.focus();
    return "The question is taken out. Once you save, it is asked no more; answers that were given stay.";
  }
  const beside = verb === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!beside) return verb === "up" ? "It is the first already." : "It is the last already.";
  beside[verb === "up" ? "before" : "after"](row);
  highlight(row);
  button.focus(); // moving a row takes the focus out of it
  row.scrollIntoView({ block: "nearest" });
  return `Moved: it is number ${rows().indexOf(row) + 1} now. Nothing is saved yet.`;
}

function highlight(row: HTMLElement): void {
  for (const one of rows()) one.classList.toggle("is-moved", one === row);
}

function freeKey(): string {
  const taken = new Set(rows().map((row) => row.dataset.row));
  let number = 1;
  while (taken.has(`new${number}`)) number += 1;
  return `new${number}`;
}

/** The template's rows have KEY where the question's key belongs. */
function nameAfter(row: HTMLElement, key: string): void {
  for (const one of [row, ...row.querySelectorAll("*")])
    for (const attribute of [...one.attributes])
      attribute.value = attribute.value.replace(/(?<=^|[-_:#])KEY(?=$|_)/g, key);
}
