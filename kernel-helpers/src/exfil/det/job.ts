import { drawSome, type Random } from "../../runfolder/random";

const characters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"];

/** A DET job id: seven different letters or digits. */
export function drawJob(random: Random): string {
  return drawSome(random, characters, 7).join("");
}
