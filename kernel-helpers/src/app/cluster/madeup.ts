import type { Random } from "../../runfolder/random";

/** So much is made at once. */
const piece = 16_384;

/** Text like a list of measurements or of records, so many bytes of it, piece by piece. */
export function* madeUp(bytes: number, random: Random): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= piece) {
    let text = "";
    while (text.length < Math.min(left, piece)) text += `value_${Math.floor(random() * 1000)}=${random()} `;
    yield Buffer.from(text.slice(0, Math.min(left, piece)));
  }
}
