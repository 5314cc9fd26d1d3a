// The widget's form as somebody would write it with Preact: same config, words, fields, countries, style sheet and
// shadow root, checks on submit, challenge at the first focus, words for what happens.

import { h, render } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import css from "../../../widget_js/src/petition.css";

const place = document.querySelector("#petition");
const { config: address, api } = place.dataset;

/** Their codes, as a list of one's own or of a package would have them. */
const COUNTRIES =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO " +
  "BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ " +
  "DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP " +
  "GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG " +
  "KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML " +
  "MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE " +
  "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL " +
  "SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM " +
  "US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/** A message in the reader's language: plural forms by `count`, numbers as the locale writes them. */
function speaker({ locale, messages }) {
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  return (key, values = {}) => {
    const message = messages[key];
    const text =
      typeof message === "string"
        ? message
        : (message[plurals.select(values.count)] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name] ?? whole;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}

function countries(locale) {
  const names = new Intl.DisplayNames(locale, { type: "region" });
  const { compare } = new Intl.Collator(locale);
  const home = new Intl.Locale(navigator.language).region;
  return COUNTRIES.split(" ")
    .map((code) => [code, names.of(code)])
    .sort((a, b) => (b[0] === home) - (a[0] === home) || compare(a[1], b[1]));
}

/** HTML of the service, as text or cut into a tree: [tag, attributes, ...children]. */
const Rich = ({ as: Tag, class: name, content, ...rest }) =>
  typeof content === "string" ? (
    <Tag class={name} {...rest} dangerouslySetInnerHTML={{ __html: content }} />
  ) : (
    <Tag class={name} {...rest}>
      {content.map(branch)}
    </Tag>
  );
const branch = (tree) =>
  typeof tree === "string" ? tree : h(tree[0], tree[1], ...tree.slice(2).map(branch));

function Label({ name, required, words, children }) {
  return (
    <label class="label" for={`field-${name}`}>
      {children}
      {required && <span class="muted"> {words("required")}</span>}
    </label>
  );
}

const ErrorSlot = ({ name, error }) => (
  <p class="error" id={`error-${name}`} hidden={!error}>
    {error}
  </p>
);

function Countries({ locale, words, ...attributes }) {
  const options = useMemo(() => countries(locale), [locale]);
  return (
    <select {...attributes}>
      <option value="">{words("choose_country")}</option>
      {options.map(([code, name]) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

const HALF = /^(given_name|family_name|country|postcode)$/;

function Field({ field, words, locale, error }) {
  const { name, type, label, required, autocomplete } = field;
  if (type === "checkbox")
    return <Tick name={name} required={required} label={label} words={words} error={error} />;
  const attributes = {
    id: `field-${name}`,
    name,
    autocomplete,
    class: "input",
    "aria-invalid": error ? "true" : undefined,
    "aria-describedby": error ? `error-${name}` : undefined,
  };
  return (
    <div class={HALF.test(name) ? "field half" : "field"}>
      <Label name={name} required={required} words={words}>
        {label}
      </Label>
      <ErrorSlot name={name} error={error} />
      {type === "country" ? (
        <Countries {...attributes} locale={locale} words={words} />
      ) : type === "textarea" ? (
        <textarea {...attributes} rows={3} />
      ) : type === "select" ? (
        <select {...attributes}>
          {field.options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      ) : (
        <input {...attributes} type={type} />
      )}
    </div>
  );
}

const Tick = ({ name, required, label, words, error }) => (
  <div class="field">
    <ErrorSlot name={name} error={error} />
    <div class="tick">
      <input type="checkbox" id={`field-${name}`} name={name} value="yes" class="checkbox" />
      <Label name={name} required={required} words={words}>
        <span>{label}</span>
      </Label>
    </div>
  </div>
);

function Progress({ config, words }) {
  const { goal, totals } = config;
  const count = totals.confirmed;
  const sentence = words(count ? "progress" : "progress_first", { count, goal });
  return (
    <div class="sums">
      <p class="total">{sentence}</p>
      <div
        class="progress"
        role="progressbar"
        aria-label={words("progress_label")}
        aria-valuemax={goal}
        aria-valuenow={Math.min(count, goal)}
        aria-valuetext={sentence}
      >
        <div class="progress-fill" style={{ width: `${Math.min(count / goal, 0.97) * 100}%` }} />
      </div>
    </div>
  );
}

function Form({ config, words, onSigned }) {
  const [errors, setErrors] = useState({});
  const [busy, setBusy] = useState(false);
  const challenge = useRef();
  const ask = () => {
    challenge.current ??= fetch(`${api}/challenge?text=${config.text}`).then((it) => it.json());
    return challenge.current;
  };

  async function submit(event) {
    event.preventDefault();
    const answers = new FormData(event.target);
    const wrong = {};
    for (const { name, required } of config.fields)
      if (required && !answers.get(name)) wrong[name] = words("error_required");
    if (!answers.get("consent")) wrong.consent = words("error_consent");
    setErrors(wrong);
    if (Object.keys(wrong).length) return;
    setBusy(true);
    const { token } = await ask();
    const body = new URLSearchParams(answers);
    body.set("token", token);
    const answer = await fetch(`${api}/signatures`, { method: "POST", body });
    setBusy(false);
    if (answer.ok) onSigned(answers);
  }

  return (
    <form class="form" aria-label={config.title} noValidate onSubmit={submit} onFocusIn={ask}>
      <div class="fields">
        {config.fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            words={words}
            locale={config.locale}
            error={errors[field.name]}
          />
        ))}
      </div>
      <div class="opt-ins">
        {config.opt_ins.map(({ name, label }) => (
          <Tick key={name} name={name} label={label} words={words} />
        ))}
      </div>
      <Tick
        name="consent"
        label={config.consent.label}
        required
        words={words}
        error={errors.consent}
      />
      <div class="quiet" aria-hidden="true">
        <input name="website" tabIndex={-1} autocomplete="off" />
      </div>
      <button type="submit" class="button" aria-busy={busy}>
        {words(busy ? "signing" : "sign")}
      </button>
      <p class="status" role="status" />
      <Rich as="div" class="legal" content={config.legal_html ?? config.legal} />
    </form>
  );
}

function Petition({ config }) {
  const words = useMemo(() => speaker(config), [config]);
  const [signer, setSigner] = useState();
  return (
    <div class="root" dir={config.dir} lang={config.locale}>
      <div class="layout full">
        <div class="intro">
          {config.image && <img class="image" src={config.image.url} alt={config.image.alt} />}
          <h2 class="title">{config.title}</h2>
          {config.lead_in && <p class="lead-in">{config.lead_in}</p>}
          <blockquote class="statement">
            <p class="muted">{words("to", { target: config.target })}</p>
            {config.statement.split(/\n\s*\n/).map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </blockquote>
        </div>
        <div class="panel">
          <Progress config={config} words={words} />
          {signer ? (
            <h2>{words("thanks_name", { name: signer.get("given_name") })}</h2>
          ) : (
            <Form config={config} words={words} onSigned={setSigner} />
          )}
        </div>
        <Rich as="div" class="text" content={config.body_html ?? config.body} />
      </div>
    </div>
  );
}

const root = place.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
root.adoptedStyleSheets = [sheet];
fetch(address)
  .then((answer) => answer.json())
  .then((config) => render(<Petition config={config} />, root));
