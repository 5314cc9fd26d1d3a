// A file that comes after the second factor: how far it is, in rows, while it comes. Without this script the browser
// takes the file itself, and tells bytes.

const LINE_FEED = 10;

const form = document.querySelector<HTMLFormElement>("form[data-download]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  void take(form);
});

async function take(form: HTMLFormElement): Promise<void> {
  const told = new Told(form);
  try {
    const fields = new FormData(form);
    const body = new URLSearchParams();
    for (const [name, value] of fields) if (typeof value === "string") body.append(name, value);
    const headers = { Accept: "application/json" };
    renewPasskey(form);
    const answer = await fetch(form.action, { method: "POST", headers, body });
    if (answer.status === 422) {
      const { problem, passkey_options } = await answer.json();
      renewPasskey(form, passkey_options);
      return told.problem(problem);
    }
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
    if (!name || !answer.body) return form.submit(); // such as a session that has ended: a page says more
    const rows = told.begin(Number(answer.headers.get("X-Rows") ?? 0));
    // The browser keeps a blob on its disk where it is large: the page's memory stays flat.
    const file = await new Response(answer.body.pipeThrough(counting(rows))).blob();
    save(file, name);
    told.done(name);
  } catch {
    told.brokeOff();
  }
}

/** A passkey's answer is good once, and so is the challenge in the options that it answers. */
function renewPasskey(form: HTMLFormElement, options?: string): void {
  const field = form.querySelector<HTMLInputElement>("[name=factor_answer]");
  if (field) field.value = "";
  const box = form.querySelector<HTMLElement>("[data-passkey]");
  if (box && options) box.dataset.options = options;
}

/** Passes everything on and counts lines as they pass: rows end with a line feed. */
function counting(count: (lines: number) => void): TransformStream<Uint8Array, Uint8Array> {
  let lines = 0;
  return new TransformStream({
    transform(piece, stream) {
      for (const byte of piece) if (byte === LINE_FEED) lines += 1;
      count(lines);
      stream.enqueue(piece);
    },
  });
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What the form says of it. */
class Told {
  readonly #button: HTMLButtonElement | null;
  readonly #status: HTMLElement;
  /** Not in the status: it would be read aloud four times a second. */
  readonly #progress = document.createElement("div");
  readonly #count = document.createElement("p");
  readonly #bar = document.createElement("progress");
  readonly #form: HTMLFormElement;
  #rows = 0;

  constructor(form: HTMLFormElement) {
    this.#form = form;
    this.#button = form.querySelector<HTMLButtonElement>("button.button:not([type=button])");
    if (this.#button) this.#button.disabled = true;
    form.querySelector("[data-download-status]")?.remove();
    this.#status = document.createElement("div");
    this.#status.dataset.downloadStatus = "";
    this.#status.setAttribute("role", "status");
    this.#progress.dataset.downloadProgress = "";
    this.#bar.setAttribute("aria-label", "Download");
    this.#progress.append(this.#count, this.#bar);
    form.append(this.#status, this.#progress);
    this.#say("One moment…");
  }

  /** Answers how to tell that so many lines have come. */
  begin(rows: number): (lines: number) => void {
    this.#rows = rows;
    if (rows) this.#bar.max = rows;
    this.#say("The file is on its way.");
    let next = 0;
    return (lines) => {
      if (!rows || Date.now() < next) return;
      next = Date.now() + 250;
      const come = Math.min(lines, rows);
      this.#bar.value = come;
      this.#count.textContent = `${number(come)} of ${number(rows)} rows…`;
    };
  }

  /** Code and passkey are used up: another file begins where this one began. */
  done(name: string): void {
    const rows = this.#rows ? `, ${number(this.#rows)} ${this.#rows === 1 ? "row" : "rows"}` : "";
    this.#form.replaceChildren(this.#status);
    this.#say(`Done: ${name}${rows}.`);
    if (!document.referrer) return;
    const back = document.createElement("a");
    back.href = document.referrer;
    back.textContent = "Go back";
    this.#form.append(back);
    back.focus();
  }

  brokeOff(): void {
    this.problem("The connection broke off, and no file was saved. Try again with a new code.");
  }

  /** Such as a wrong code, which is left there to be mended. */
  problem(words: string): void {
    if (this.#button) this.#button.disabled = false;
    this.#progress.remove();
    this.#say(words).classList.add("error");
    this.#form.querySelector<HTMLInputElement>("input:not([type=hidden])")?.focus();
  }

  #say(words: string): HTMLElement {
    const line = document.createElement("p");
    line.textContent = words;
    this.#status.replaceChildren(line);
    return line;
  }
}

function number(count: number): string {
  return count.toLocaleString("en");
}
