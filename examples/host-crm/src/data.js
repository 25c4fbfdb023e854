/** What the CRM knows. A project here has the id under which DevTeam knows it, and its repository. */
export const projects = [
  { id: 'hallmann-bakery/order-desk', customer: 'Hallmann Bakery', name: 'Order desk', github_repo_url: 'https://example.com/hallmann/order-desk.git' },
  { id: 'harbor-museum/exhibition-site', customer: 'Harbor Museum', name: 'Exhibition site', github_repo_url: 'https://example.com/harbor/exhibition-site.git' },
];

export const tasks = [
  { id: 't1', _projectID: 'hallmann-bakery/order-desk', title: 'Prices for market stalls', description: 'Stalls pay by the tray.', isCompleted: false },
  { id: 't2', _projectID: 'hallmann-bakery/order-desk', title: "Honour the baker's dozen", description: 'Thirteen for twelve.', isCompleted: false },
  { id: 't3', _projectID: 'hallmann-bakery/order-desk', title: 'First visit', description: 'Talk and coffee.', isCompleted: true },
];

/** The CRM's users have no roles; who may use DevTeam is decided here. */
export const user = { userID: 'u-17', userName: 'Mara Lindqvist', userEmail: 'mara@example.com' };
