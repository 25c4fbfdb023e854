export declare function startCrm(options: {
  page: string;
  devTeamUrl: string;
  token: string;
  port?: number;
}): Promise<{ address: string; close: () => Promise<unknown> }>;
