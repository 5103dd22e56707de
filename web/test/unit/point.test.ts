// Places: coordinates as they are copied from maps, and the district that a point is in.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cornersOf, districtAt, districtsOf, namePlaces } from "../../src/citizen/projects/map/districts.ts";
import { placeNames } from "../../src/citizen/projects/map/names.ts";
import { parsePoint, pointText } from "../../src/citizen/proposals/write/point.ts";

describe("coordinates", () => {
  const hall = { lat: 43.6045, lon: 1.444 };
  const copied = [
    "43.6045, 1.4440", "43.6045,1.4440", "43,6045 ; 1,4440", "43,6045, 1,4440", "43,6045,1,4440", "43.6045 1.4440", "43,6045 1,4440", " (43.6045, 1.4440) ",
    "43.6045° N, 1.4440° E", "43,6045° N, 1,4440° E", "geo:43.6045,1.4440?z=17", "https://www.openstreetmap.org/#map=17/43.6045/1.4440",
    "https://www.openstreetmap.org/?mlat=43.6045&mlon=1.4440#map=5/1.0/2.0", "https://www.google.com/maps/@43.6045,1.4440,17z", "https://maps.google.com/?q=43.6045,1.4440",
    "43°36'16.2\"N 1°26'38.4\"E", "43° 36′ 16,2″ N, 1° 26′ 38,4″ E",
  ];
  for (const text of copied)
    it(`are read in ${text}`, () => {
      const point = parsePoint(text);
      assert.ok(point !== undefined && Math.abs(point.lat - hall.lat) < 1e-6 && Math.abs(point.lon - hall.lon) < 1e-6, JSON.stringify(point));
    });
  it("have signs and points of the compass", () => {
    assert.deepEqual(parsePoint("-33.45, \u221270.66"), { lat: -33.45, lon: -70.66 });
    assert.deepEqual(parsePoint("48°30'S 4°30'O"), { lat: -48.5, lon: -4.5 });
  });
  for (const text of ["", "au coin de la rue", "43", "43,60", "43,60,1", "43, 60, 1, 44", "43.6045", "95.1, 1.4", "43.1, 190.5", "3 bancs, 2 arbres", "1,5;2,5;3,5"])
    it(`are not guessed from “${text}”`, () => assert.equal(parsePoint(text), undefined));
  it("are written as they are read", () => assert.deepEqual(parsePoint(pointText({ lat: 43.604512, lon: -1.44 })), { lat: 43.60451, lon: -1.44 }));
});

describe("districts", () => {
  const square = (west: number, south: number, side: number) => [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]];
  const feature = (id: string | undefined, properties: object, geometry: object) => ({ type: "Feature", ...(id === undefined ? {} : { id }), properties, geometry });
  const json = { type: "FeatureCollection", features: [
    feature("a1", { name: "file's name" }, { type: "Polygon", coordinates: [square(0, 0, 10), square(4, 4, 2)] }),
    feature(undefined, { nom: "Deux îles" }, { type: "MultiPolygon", coordinates: [[square(20, 0, 2)], [square(30, 0, 4)]] }),
    feature("p", {}, { type: "Point", coordinates: [0, 0] }),
  ] };
  const districts = districtsOf(json, (id) => (id === "a1" ? "Centre" : undefined));
  const nameAt = (lon: number, lat: number) => districtAt(districts, { lon, lat })?.name;

  it("have the process's name before the file's, and only land is one", () => assert.deepEqual(districts.map(({ name }) => name), ["Centre", "Deux îles"]));
  it("hold a point inside their rings, not in their holes", () => {
    assert.equal(nameAt(1, 1), "Centre");
    assert.equal(nameAt(5, 5), undefined);
    assert.equal(nameAt(21, 1), "Deux îles");
    assert.equal(nameAt(33, 3), "Deux îles");
    assert.equal(nameAt(25, 1), undefined);
  });
  it("have their name where they can be seen, on their own land", () => {
    const [centre, islands] = districts;
    assert.ok(centre !== undefined && islands !== undefined);
    const world = { west: -180, south: -80, east: 180, north: 80 };
    assert.deepEqual(namePlaces(centre, world)[0], { lon: 2, lat: 5 });
    assert.deepEqual(namePlaces(islands, world)[0], { lon: 32, lat: 2 });
    assert.deepEqual(namePlaces(islands, { west: 19, south: 0, east: 21, north: 1 })[0], { lon: 20.5, lat: 0.5 });
    assert.deepEqual(namePlaces(islands, { west: 50, south: 0, east: 60, north: 1 }), []);
    for (const point of namePlaces(centre, world)) assert.equal(districtAt(districts, point), centre);
  });
  it("have their name beside pins where there is room, and no name over another", () => {
    const world = { west: -180, south: -80, east: 180, north: 80 };
    const at = (scale: number) => ({ lon, lat }: { readonly lon: number; readonly lat: number }) => ({ x: lon * scale, y: -lat * scale });
    const [free] = placeNames(districts, world, at(100), [], 8);
    assert.deepEqual(free, { name: "Centre", x: 200, y: -500 });
    const [beside] = placeNames(districts, world, at(100), [{ x: 200, y: -500, width: 44, height: 44 }], 8);
    assert.ok(beside !== undefined && beside.name === "Centre" && Math.abs(beside.y + 500) > 32, JSON.stringify(beside));
    // A long name is as wide as its longest line.
    const long = [{ ...districts[0] as (typeof districts)[number], name: "Mirail-Université, Reynerie, Bellefontaine" }];
    const phone = ({ lon, lat }: { readonly lon: number; readonly lat: number }) => ({ x: 25 * lon, y: 359 - 36 * lat });
    const pins = [[187, 49], [217, 84], [158, 133], [178, 215], [238, 232], [132, 258], [99, 311]].map(([x = 0, y = 0]) => ({ x, y, width: 44, height: 44 }));
    const [name] = placeNames(long, { west: 0, south: 0, east: 14, north: 10 }, phone, pins, 8);
    assert.ok(name !== undefined && pins.every(({ x, y }) => Math.abs(x - name.x) > 90 || Math.abs(y - name.y) > 50), JSON.stringify(name));
    const [narrow] = placeNames(long, { west: 9, south: 0, east: 16, north: 10 }, ({ lon, lat }) => ({ x: 25 * (lon - 9), y: 359 - 36 * lat }), [], 8);
    assert.equal(narrow?.x, 76);
    const crowded = placeNames(districts, world, at(100), [{ x: 0, y: 0, width: 1e6, height: 1e6 }], 8);
    assert.equal(crowded.length, 2);
    assert.equal(placeNames(districts, world, at(0.1), [], 8).length, 1);
  });
  it("have corners, and what is no map has none", () => {
    assert.deepEqual(cornersOf(districts), [{ lon: 0, lat: 0 }, { lon: 34, lat: 10 }]);
    for (const nothing of [undefined, null, {}, [], "x", { type: "FeatureCollection", features: 3 }]) assert.deepEqual(districtsOf(nothing, () => undefined), []);
  });
});
