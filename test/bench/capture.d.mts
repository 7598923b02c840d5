export function writeCapture(
  file: string,
  options: { packets: number; hosts: number; pairs: number; seconds?: number; seed?: number },
): void;
