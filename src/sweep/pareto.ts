/** The points that no other beats: none is at least as good in everything and better in something. Less is better. */
export type Point = readonly number[];

/** @param points null = out of the question. */
export function paretoBest(points: readonly (Point | null)[]): readonly boolean[] {
  return points.map((point) => point !== null && !points.some((other) => other !== null && beats(other, point)));
}

function beats(other: Point, point: Point): boolean {
  return other.every((value, index) => value <= point[index]!) && other.some((value, index) => value < point[index]!);
}
