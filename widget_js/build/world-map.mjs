// The world for the dashboard's map: the outline of each country by its ISO 3166-1 alpha-2 code, and the place of each
// that is too small for one. By Natural Earth (public domain, 1:110 million; the small ones from 1:50 million).
//
// As JSON, not as an SVG: the pages' policy (Trusted Types) lets no script make elements out of text.

import { readFile } from "node:fs/promises";
import { geoCentroid, geoContains, geoNaturalEarth1, geoPath } from "d3-geo";
import { iso31661NumericToAlpha2 } from "iso-3166";
import { feature, merge } from "topojson-client";

const WIDTH = 1000;
/** Around it, for dots at the edge. */
const MARGIN = 6;
/** Nobody signs from there. */
const LEFT_OUT = "AQ";
/** Countries that Natural Earth draws by themselves and that have no number: with whom ISO 3166 counts them. */
const BY_NAME = { Kosovo: "XK", Somaliland: "SO", "N. Cyprus": "CY" };
/** Pieces that ISO 3166 counts elsewhere: French Guiana and, of its part 2, Crimea (UA-43). A point of each. */
const ELSEWHERE = [
  { from: "FR", code: "GF", at: [-53, 4] },
  { from: "RU", code: "UA", at: [34.3, 45.3] },
];

/** `{box: "x y width height", shapes: {FR: "M…z"}, dots: {MT: [x, y]}}` */
export async function worldMap() {
  const shapes = await countries("110m");
  const small = [...(await countries("50m"))].filter(([code]) => !shapes.has(code));
  const dots = small.map(([code, shape]) => [code, geoCentroid(shape)]);
  const points = dots.map(([, coordinates]) => ({ type: "Point", coordinates }));
  const all = { type: "GeometryCollection", geometries: [...shapes.values(), ...points] };
  // Turned a little, so that the map's edge cuts the Bering Strait and not Russia.
  const projection = geoNaturalEarth1().rotate([-11, 0]).fitWidth(WIDTH, all);
  const height = Math.ceil(geoPath(projection).bounds(all)[1][1]);
  return {
    box: [-MARGIN, -MARGIN, WIDTH + 2 * MARGIN, height + 2 * MARGIN].join(" "),
    shapes: mapped(shapes, (shape) => outline(projection, shape)),
    dots: mapped(dots, (point) => projection(point).map(Math.round)),
  };
}

const mapped = (entries, change) =>
  Object.fromEntries([...entries].map(([code, one]) => [code, change(one)]));

/** GeoJSON by code. */
async function countries(scale) {
  const file = new URL(import.meta.resolve(`world-atlas/countries-${scale}.json`));
  const world = JSON.parse(await readFile(file, "utf8"));
  const pieces = new Map();
  for (const country of world.objects.countries.geometries) {
    const code = iso31661NumericToAlpha2[country.id] ?? BY_NAME[country.properties.name];
    if (!code || code === LEFT_OUT) continue;
    for (const arcs of country.type === "Polygon" ? [country.arcs] : country.arcs) {
      const piece = { type: "Polygon", arcs };
      const owner = ownerOf(code, feature(world, piece));
      pieces.set(owner, [...(pieces.get(owner) ?? []), piece]);
    }
  }
  return new Map([...pieces].sort().map(([code, found]) => [code, merge(world, found)]));
}

const ownerOf = (code, shape) =>
  ELSEWHERE.find(({ from, at }) => from === code && geoContains(shape, at))?.code ?? code;

/** In whole steps from point to point, which is a third of the bytes. */
function outline(projection, shape) {
  const rings = [];
  const pen = {
    moveTo: (x, y) => rings.push([[x, y]]),
    lineTo: (x, y) => rings.at(-1).push([x, y]),
    closePath() {},
  };
  geoPath(projection, pen)(shape);
  return rings
    .map(rounded)
    .filter((ring) => ring.length > 2)
    .map(written)
    .join("");
}

const rounded = (ring) =>
  ring
    .map((point) => point.map(Math.round))
    .filter(([x, y], at, all) => !at || x !== all[at - 1][0] || y !== all[at - 1][1]);

function written([start, ...rest]) {
  const steps = rest.map(([x, y], at) => {
    const [fromX, fromY] = at ? rest[at - 1] : start;
    return `${x - fromX} ${y - fromY}`;
  });
  return `M${start.join(" ")}l${steps.join(" ").replaceAll(" -", "-")}z`;
}
