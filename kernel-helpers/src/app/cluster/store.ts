import type { ProcessSpec } from "../../lab/deployment";
import { nodeService } from "../node-service";

/** The service outside that backups are sent to. */
export const backupStore = "backup-store";

/** What an instance outside runs that takes all that is sent to it, and tells its size. */
export const store = (instance: string): ProcessSpec => nodeService("cluster", "store", { INSTANCE: instance });
