import { placeForms } from "./one-tag.ts";
import { petitionForm } from "./petition-form.ts";
import { petitionTotal } from "./petition-total.ts";
import { serviceAddress } from "./service-address.ts";

/**
 * The one file that does something when it is loaded. The script may be on a page twice, in two
 * versions even: the first one keeps the tags. A browser without constructable style sheets is left
 * with the link inside the tag, which leads to the petition's own page.
 */
const current = document.currentScript as HTMLScriptElement | null;
const service = serviceAddress(current);

if ("adoptedStyleSheets" in document && !customElements.get("petition-form"))
  customElements.define("petition-form", petitionForm(service));
if (!customElements.get("petition-total"))
  customElements.define("petition-total", petitionTotal(service));
placeForms(service, current);
