// Copy buttons, and the snippet builder: a form that shows its snippet as soon as something is chosen.

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => void copy(button));
}

const builder = document.querySelector<HTMLFormElement>("[data-builder]");
builder?.addEventListener("change", () => builder.submit());

async function copy(button: HTMLButtonElement): Promise<void> {
  const field = document.getElementById(button.dataset.copy ?? "");
  const told = document.querySelector<HTMLElement>("[data-copied]");
  if (!field || !told) return;
  try {
    await navigator.clipboard.writeText(wordsOf(field));
    told.textContent = told.dataset.copied ?? "";
  } catch {
    select(field); // plain http has no clipboard: Ctrl-C does
    told.textContent = "Your browser keeps pages from copying. It is selected: copy it by hand.";
  }
}

function wordsOf(field: HTMLElement): string {
  return field instanceof HTMLTextAreaElement ? field.value : field.innerText.trim();
}

function select(field: HTMLElement): void {
  if (field instanceof HTMLTextAreaElement) field.select();
  else getSelection()?.selectAllChildren(field);
}
