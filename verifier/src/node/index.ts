export { FolderSource } from "./folder_source.js";
export { nodePool } from "./node_pool.js";
