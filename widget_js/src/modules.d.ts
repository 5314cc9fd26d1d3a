// What the build compiles in: see the plugins in ../build.mjs.

declare module "petition:english" {
  /** The "widget" object of the English catalogue. */
  const english: Record<string, string | { one: string; other: string }>;
  export default english;
}

declare module "*.css" {
  /** The style sheet's text, minified. */
  const text: string;
  export default text;
}
