/** What was measured, and the table of it. */

/** One line of the table. */
export interface Row {
  name: string;
  unit: "ms" | "MB";
  /** Median of the product. */
  product: number;
  p95: number | null;
  /** Median of the floor; null where the goal is absolute. */
  floor: number | null;
  /** Median of the rounds' own ratios: what slowed a whole round down does not count. */
  ratio: number | null;
  /** The most that a figure may be; null for what is only told. */
  goal: { of: "ratio" | "p95" | "product"; most: number } | null;
}

/** A measurement that could not be made, and why. */
export interface Failure {
  name: string;
  failed: string;
}

/** The value below which a share `q` of `values` lies; between two of them, a part of both. Needs at least one. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The row of rounds in which floor and product took turns: `products[i]` was measured right after `floors[i]`. */
export function ratioRow(name: string, products: readonly number[], floors: readonly number[], most: number | null): Row {
  const ratio = median(products.map((product, round) => product / (floors[round] as number)));
  const goal = most === null ? null : { of: "ratio" as const, most };
  return { name, unit: "ms", product: median(products), p95: null, floor: median(floors), ratio, goal };
}

/** The row of single times, most of which must stay below `most` milliseconds. */
export function timesRow(name: string, times: readonly number[], most: number): Row {
  const goal = { of: "p95" as const, most };
  return { name, unit: "ms", product: median(times), p95: quantile(times, 0.95), floor: null, ratio: null, goal };
}

/** A figure without a goal. */
export function toldRow(name: string, values: readonly number[]): Row {
  return { name, unit: "ms", product: median(values), p95: null, floor: null, ratio: null, goal: null };
}

/** Whether the goal is met; null when there is none. */
export function isMet(row: Row): boolean | null {
  const value = row.goal === null ? null : row[row.goal.of];
  return row.goal === null || value === null ? null : value <= row.goal.most;
}

const HEADER = ["what", "product", "p95", "floor", "ratio", "goal", ""];

/** The table as text, a line each. */
export function renderTable(rows: readonly (Row | Failure)[]): string {
  const cells = [HEADER, ...rows.map((row) => ("failed" in row ? [row.name, `not measured: ${row.failed}`] : cellsOf(row)))];
  const measured = cells.filter((row) => row.length === HEADER.length);
  const widths = HEADER.map((_, column) => Math.max(...measured.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0));
  return cells.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

function cellsOf(row: Row): string[] {
  const { name, unit, product, p95, floor, ratio, goal } = row;
  const shown = (value: number | null) => (value === null ? "" : `${rounded(value)} ${unit}`);
  const times = ratio === null ? "" : `${rounded(ratio)} ×`;
  const met = isMet(row);
  return [name, shown(product), shown(p95), shown(floor), times, goalText(row, goal), met === null ? "" : met ? "met" : "missed"];
}

function goalText({ unit }: Row, goal: Row["goal"]): string {
  if (goal === null) return "";
  if (goal.of === "ratio") return `≤ ${goal.most} ×`;
  return `${goal.of === "p95" ? "p95 " : ""}≤ ${goal.most} ${unit}`;
}

/** Three digits say enough. */
function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toFixed(3);
}
