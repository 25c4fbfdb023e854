/** The last part of an address as a name: `order-desk` of `git@host:bakery/order-desk.git`. */
export function repositoryName(address: string): string {
  const path = address.replace(/[/\\]+$/, '').replace(/\.git$/, '');
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'), path.lastIndexOf(':')) + 1) || 'project';
}
