/** The name of the file with a project's defaults. */
export const CONFIG_FILE_NAME = 'heapstress.config.yaml';
