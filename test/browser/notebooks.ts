/** A notebook as it lies on the disk: code cells without outputs, for our kernel. */
export function notebook(...cells: string[]): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "munnin", display_name: "Munnin (TypeScript)", language: "typescript" } },
    cells: cells.map((source, at) => ({ cell_type: "code", id: `cell-${at}`, source, metadata: {}, outputs: [], execution_count: null })),
  };
}
