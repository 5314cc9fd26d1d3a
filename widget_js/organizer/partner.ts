// The snippet builder: a copy button, and a form that shows its snippet as soon as something is chosen.

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => void copy(button));
}

const builder = document.querySelector<HTMLFormElement>("[data-builder]");
builder?.addEventListener("change", () => builder.submit());

async function copy(button: HTMLButtonElement): Promise<void> {
  const field = document.getElementById(button.dataset.copy ?? "");
  const told = document.querySelector<HTMLElement>("[data-copied]");
  if (!(field instanceof HTMLTextAreaElement) || !told) return;
  try {
    await navigator.clipboard.writeText(field.value);
    told.textContent = "Copied. Paste it into the partner’s page, or into a mail to them.";
  } catch {
    field.select(); // plain http has no clipboard: Ctrl-C does
    told.textContent =
      "Your browser keeps pages from copying. The snippet is selected: copy it by hand.";
  }
}
