// How money is drawn: what must hold for any amounts. Amounts are drawn at random from a seed, so that a failure can be had again.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bar } from "../../src/money/bar.ts";
import { cascade } from "../../src/money/cascade.ts";
import { dots } from "../../src/money/dots.ts";
import { gap } from "../../src/money/gap.ts";
import { type MapPoint, moneyMap } from "../../src/money/map.ts";
import { place, spansFrom, sum } from "../../src/money/scale.ts";
import { shareText } from "../../src/money/share_text.ts";
import { tile } from "../../src/money/tiles.ts";

/** xorshift32. */
function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const beyondFloats = 2n ** 80n;

interface Vote {
  readonly envelope: bigint;
  readonly funded: readonly bigint[];
  readonly unfunded: readonly bigint[];
}

/** Votes of every kind: none, one, 500 projects; nothing to spend; what costs more than there is; amounts beyond what floats hold. */
function votes(): readonly Vote[] {
  const all: Vote[] = [
    { envelope: 0n, funded: [], unfunded: [] },
    { envelope: 0n, funded: [], unfunded: [5n] },
    { envelope: 100n, funded: [], unfunded: [] },
    { envelope: 100n, funded: [100n], unfunded: [1000n] },
    { envelope: 100n, funded: [0n, 1n, 0n], unfunded: [0n] },
    { envelope: 3n, funded: [1n, 1n, 1n], unfunded: [] },
    { envelope: beyondFloats, funded: [beyondFloats - 1n], unfunded: [beyondFloats * 3n] },
  ];
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed * 7919);
    const count = seed % 10 === 0 ? 500 : Math.floor(next() * 40);
    const size = seed % 7 === 0 ? beyondFloats : BigInt(1 + Math.floor(next() * 1e9));
    const amount = () => (size * BigInt(Math.floor(next() ** 3 * 1e6))) / 1_000_000n;
    const funded = Array.from({ length: count }, amount);
    all.push({ envelope: sum(funded) + (seed % 3 === 0 ? 0n : amount()), funded, unfunded: Array.from({ length: Math.floor(next() * 20) }, amount) });
  }
  return all;
}

const grains = (share: number) => Math.round(share * 1e9);

describe("a scale", () => {
  it("places what touches in money so that it touches, and adds up to the whole", () => {
    for (const { funded } of votes()) {
      const whole = sum(funded);
      const spans = spansFrom(0n, funded, whole);
      let reached = 0;
      for (const { x, width } of spans) {
        assert.equal(grains(x), reached);
        assert.ok(width >= 0);
        reached += grains(width);
      }
      if (whole > 0n) assert.equal(reached, 1e9);
    }
  });

  it("is exact beyond what floats hold", () => {
    assert.equal(place(beyondFloats / 2n, beyondFloats), 0.5);
    assert.equal(place(1n, 0n), 0);
  });
});

describe("the envelope's bar", () => {
  it("has every amount once, in order, from zero, and ends where the money does", () => {
    for (const { funded, envelope } of votes()) {
      const { segments, wall } = bar(funded, envelope);
      assert.equal(wall, 1);
      let reached = 0;
      let index = -1;
      for (const segment of segments) {
        assert.equal(grains(segment.x), reached);
        assert.ok(segment.index > index);
        assert.equal(segment.isOver, false);
        reached += grains(segment.width);
        index = segment.index + segment.count - 1;
      }
      if (envelope > 0n) assert.equal(reached, grains(place(sum(funded), envelope)));
      const drawn = new Set(segments.flatMap((segment) => Array.from({ length: segment.count }, (_, i) => segment.index + i)));
      for (const [i, amount] of funded.entries()) if (amount > 0n) assert.ok(drawn.has(i));
    }
  });

  it("draws together only neighbours that nobody could tell apart", () => {
    for (const { funded, envelope } of votes()) {
      for (const segment of bar(funded, envelope).segments) {
        if (segment.count === 1) continue;
        assert.ok(funded.length > 60);
        for (const amount of funded.slice(segment.index, segment.index + segment.count)) assert.ok(place(amount, envelope) < 1 / 120);
      }
    }
  });

  it("cuts what crosses the envelope at its wall", () => {
    const { segments, wall } = bar([60n, 60n, 80n], 100n);
    assert.equal(wall, 0.5);
    assert.deepEqual(segments.map(({ index, isOver, x, width }) => [index, isOver, x, width]), [[0, false, 0, 0.3], [1, false, 0.3, 0.2], [1, true, 0.5, 0.1], [2, true, 0.6, 0.4]]);
    assert.deepEqual(bar([5n], 0n).segments.map(({ isOver, width }) => [isOver, width]), [[true, 1]]);
    assert.deepEqual(bar([], 0n), { segments: [], wall: 1 });
  });
});

describe("the cascade", () => {
  it("draws funded, rest and unfunded on one scale, none beyond it", () => {
    for (const { envelope, funded, unfunded } of votes()) {
      const drawn = cascade(envelope, funded, unfunded);
      const unit = envelope > 0n ? drawn.wall / Number(envelope) : undefined;
      let reached = 0;
      for (const [i, { x, width }] of drawn.funded.entries()) {
        assert.equal(grains(x), reached);
        reached += grains(width);
        if (unit !== undefined) assert.ok(Math.abs(width - Number(funded[i]) * unit) < 1e-6);
      }
      if (drawn.rest === undefined) assert.ok(envelope <= sum(funded));
      else {
        assert.equal(grains(drawn.rest.x), reached);
        assert.equal(reached + grains(drawn.rest.width), grains(drawn.wall));
      }
      for (const [i, { x, width }] of drawn.unfunded.entries()) {
        assert.equal(grains(x), reached);
        assert.ok(grains(x) + grains(width) <= 1e9);
        if (unit !== undefined) assert.ok(Math.abs(width - Number(unfunded[i]) * unit) < 1e-6);
      }
      assert.ok(drawn.wall >= 0 && drawn.wall <= 1);
    }
  });

  it("ends its scale at a whole tenth of the envelope", () => {
    assert.equal(cascade(400_000n, [395_500n], [200_000n]).wall, 0.666666666);
    assert.equal(cascade(1_000_000n, [984_579n], [100_000n]).wall, 0.909090909);
    assert.equal(cascade(100n, [100n], []).wall, 1);
  });
});

describe("a gap", () => {
  it("has both amounts on one scale", () => {
    assert.deepEqual(gap(50n, 100n), { cost: 1, gathered: 0.5 });
    assert.deepEqual(gap(200n, 100n), { cost: 0.5, gathered: 2 });
    assert.deepEqual(gap(0n, 0n), { cost: 1, gathered: 0 });
    assert.deepEqual(gap(1n, 0n), { cost: 0, gathered: 0 });
  });
});

describe("the floor", () => {
  it("gives every block the area of its amount, in both arrangements, and lets none overlap", () => {
    for (const { envelope, funded } of votes()) {
      const drawn = tile(funded, envelope);
      if (drawn === undefined) {
        assert.equal(envelope, 0n);
        continue;
      }
      for (const { blocks, columns, rows } of [drawn.wide, drawn.tall]) {
        const drawnBlocks = blocks.filter(({ width }) => width > 0);
        for (const [i, { x, y, width, height }] of blocks.entries()) {
          const share = place(funded[i] as bigint, envelope);
          assert.ok(Math.abs((width * height) / 1e4 - share) < 1e-6, `${width} * ${height} is not ${share}`);
          assert.ok(x >= -1e-6 && y >= -1e-6 && x + width <= 100 + 1e-6 && y + height <= 100 + 1e-6);
        }
        if (blocks.length <= 40)
          for (const [i, a] of drawnBlocks.entries())
            for (const b of drawnBlocks.slice(i + 1)) assert.ok(a.x + a.width <= b.x + 1e-6 || b.x + b.width <= a.x + 1e-6 || a.y + a.height <= b.y + 1e-6 || b.y + b.height <= a.y + 1e-6);
        // The squares are square: so many columns and rows of them are the envelope.
        assert.ok(Math.abs((columns * rows * Number(drawn.value)) / Number(envelope) - 1) < 1e-3);
      }
    }
  });

  it("has squares of a round amount", () => {
    for (const { envelope, funded } of votes()) {
      const drawn = tile(funded, envelope);
      if (drawn === undefined) continue;
      assert.match(drawn.value.toString(), /^[125]0*$/u);
      if (drawn.squares !== undefined) assert.equal(drawn.squares * drawn.value, envelope);
    }
    const toulouse = tile([20_000_000n], 40_000_000n);
    assert.equal(toulouse?.value, 50_000n);
    assert.equal(toulouse?.squares, 800n);
    assert.deepEqual([toulouse?.wide.columns, toulouse?.wide.rows, toulouse?.tall.columns, toulouse?.tall.rows], [40, 20, 25, 32]);
  });
});

describe("a share in words", () => {
  it("names the shares that have names", () => {
    assert.equal(shareText(200_000n, 400_000n, "fr"), "la moitié de l’enveloppe");
    assert.equal(shareText(80_000n, 400_000n, "fr"), "un cinquième de l’enveloppe");
    assert.equal(shareText(33_333n, 100_000n, "en"), "a third of the envelope");
    assert.equal(shareText(400_000n, 400_000n, "en"), "the whole envelope");
    assert.equal(shareText(400_001n, 400_000n, "fr"), "plus que l’enveloppe");
  });

  it("says the others in percent, never rounded to the whole nor to nothing", () => {
    assert.equal(shareText(10_000n, 400_000n, "fr"), "2,5\u00a0% de l’enveloppe");
    assert.equal(shareText(75_000n, 400_000n, "en"), "19% of the envelope");
    assert.equal(shareText(399_900n, 400_000n, "en"), "99% of the envelope");
    assert.equal(shareText(1n, 10n ** 30n, "en"), "less than 0.1% of the envelope");
    assert.equal(shareText(5n, 0n, "en"), "more than the envelope");
    assert.equal(shareText(0n, 100n, "en"), "costs the envelope nothing");
  });
});

describe("people as dots", () => {
  it("are never too many to see, and nobody is left out", () => {
    const next = random(17);
    for (let i = 0; i < 300; i++) {
      const counts = Array.from({ length: 4 }, () => Math.floor(next() ** 4 * 10 ** (i % 7)));
      const drawn = dots(counts);
      assert.match(String(drawn.people), /^[125]0*$/u);
      assert.ok(drawn.counts.reduce((all, one) => all + one, 0) <= 304);
      for (const [g, count] of counts.entries()) {
        assert.equal(drawn.counts[g] === 0, count === 0);
        if (count >= drawn.people) assert.ok(Math.abs((drawn.counts[g] as number) * drawn.people - count) <= drawn.people / 2);
      }
    }
    assert.deepEqual(dots([4, 61, 28]), { people: 1, counts: [4, 61, 28] });
  });
});

describe("the map of money", () => {
  const point = (id: string, lon: number, lat: number, amount: bigint): MapPoint => ({ id, lon, lat, amount, isFunded: true, title: id });

  it("keeps every disc in the picture, areas as amounts, the greatest first", () => {
    const next = random(23);
    for (let i = 1; i <= 100; i++) {
      const size = 10 ** -(i % 4);
      const points = Array.from({ length: i }, (_, n) => point(String(n), 1.4 + next() * size, 43.6 + next() * size, BigInt(Math.floor(next() ** 3 * 1e6)) * (i % 2 === 0 ? beyondFloats : 1n)));
      const drawn = moneyMap(points);
      assert.ok(drawn !== undefined);
      assert.match(String(drawn.side), /^[125]0*$/u);
      let least = Number.POSITIVE_INFINITY;
      for (const { x, y, r } of drawn.discs) {
        assert.ok(x - r >= 0 && x + r <= drawn.width && y - r >= 0 && y + r <= drawn.height);
        assert.ok(r <= least);
        least = r;
      }
      const [first] = drawn.discs;
      for (const { r, point: { amount } } of drawn.discs)
        if (r > 3 && first !== undefined) assert.ok(Math.abs((r / first.r) ** 2 - place(amount, first.point.amount)) < 1e-5);
    }
  });

  it("draws one place, or several at the same, and none without", () => {
    assert.equal(moneyMap([]), undefined);
    const same = moneyMap([point("a", 1, 45, 5n), point("b", 1, 45, 0n)]);
    assert.deepEqual(same?.discs.map(({ x, y }) => [x, y]), [[500, (same?.height ?? 0) / 2], [500, (same?.height ?? 0) / 2]]);
  });
});
