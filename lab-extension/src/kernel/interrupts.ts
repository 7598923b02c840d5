import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { Notification } from "@jupyterlab/apputils";
import { INotebookTracker, type NotebookPanel } from "@jupyterlab/notebook";
import type { Kernel } from "@jupyterlab/services";
import { ITranslator, type TranslationBundle, nullTranslator } from "@jupyterlab/translation";

/** Milliseconds after an interrupt at which it should have been heard; and in which a kernel that hears anything answers. */
const patience = { interrupt: 5000, answer: 2000 };

/** Tells the user what to do when a cell goes on after an interrupt: a callback that never ends keeps our kernel from hearing it. */
export const interruptsPlugin: JupyterFrontEndPlugin<void> = {
  id: "munnin-lab:interrupts",
  description: "Tells what to do when a cell does not hear an interrupt.",
  autoStart: true,
  optional: [INotebookTracker, ITranslator],
  activate: ({ commands }: JupyterFrontEnd, notebooks: INotebookTracker | null, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load("munnin_lab");
    const watched = new Set<string>();
    commands.commandExecuted.connect((_, { id }) => {
      const panel = id === "notebook:interrupt-kernel" ? notebooks?.currentWidget : null;
      const kernel = panel?.sessionContext.session?.kernel;
      if (!panel || kernel?.name !== "munnin" || watched.has(kernel.id)) return;
      watched.add(kernel.id);
      void watch(panel, kernel, trans).finally(() => watched.delete(kernel.id));
    });
  },
};

async function watch(panel: NotebookPanel, kernel: Kernel.IKernelConnection, trans: TranslationBundle): Promise<void> {
  if (!(await staysBusy(kernel, patience.interrupt)) || (await answers(kernel, patience.answer))) return;
  const notification = Notification.warning(
    trans.__(
      "The cell does not hear the interrupt: a callback of it never ends. Restart the kernel to end it; experiments that it has started go on.",
    ),
    { autoClose: false, actions: [{ label: trans.__("Restart Kernel"), callback: () => void panel.sessionContext.restartKernel() }] },
  );
  await new Promise<void>((resolve) => {
    const look = () => kernel.status !== "busy" && resolve();
    kernel.statusChanged.connect(look);
    kernel.disposed.connect(() => resolve());
  });
  Notification.dismiss(notification);
}

/** Whether the kernel is busy all the time. */
const staysBusy = (kernel: Kernel.IKernelConnection, milliseconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    const end = (busy: boolean) => {
      clearTimeout(timer);
      kernel.statusChanged.disconnect(look);
      resolve(busy);
    };
    const look = () => kernel.status !== "busy" && end(false);
    const timer = setTimeout(() => end(kernel.status === "busy" && !kernel.isDisposed), milliseconds);
    kernel.statusChanged.connect(look);
  });

/** Whether the kernel answers while its cell runs: then the cell cleans up, and the kernel has said so itself. */
const answers = (kernel: Kernel.IKernelConnection, milliseconds: number): Promise<boolean> =>
  Promise.race([
    kernel.requestKernelInfo().then(
      () => true,
      () => true,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), milliseconds)),
  ]);
