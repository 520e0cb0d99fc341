/** The content origin's own pages and scripts, built into the worker so that no storage can change them. */
declare module "virtual:shell" {
  const shell: Record<string, { text: string; headers: Record<string, string> }>;
  export default shell;
}
