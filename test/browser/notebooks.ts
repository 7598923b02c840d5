const ours = { name: "munnin", display_name: "Munnin (TypeScript)", language: "typescript" };
const python = { name: "python3", display_name: "Python 3 (ipykernel)", language: "python" };

/** A notebook as it lies on the disk: code cells without outputs, for our kernel. */
export const notebook = (...cells: string[]): object => notebookOf(ours, cells);

/** The same, for Python's kernel. */
export const pythonNotebook = (...cells: string[]): object => notebookOf(python, cells);

function notebookOf(kernelspec: object, cells: readonly string[]): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec },
    cells: cells.map((source, at) => ({ cell_type: "code", id: `cell-${at}`, source, metadata: {}, outputs: [], execution_count: null })),
  };
}
