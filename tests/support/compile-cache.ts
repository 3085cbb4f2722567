/** What a program of ours that is started by a test is given, so that it need not compile again what another has compiled. */
const folder = process.env.NODE_COMPILE_CACHE;

export const COMPILE_CACHE: { NODE_COMPILE_CACHE?: string } = folder ? { NODE_COMPILE_CACHE: folder } : {};
