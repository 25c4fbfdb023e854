/** In whose name work is committed. */
export const author = { name: 'DevTeam', email: 'devteam@localhost' };
