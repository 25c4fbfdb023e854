import { ActionIcon, Menu } from '@mantine/core';
import { useServices } from '../../app/services.ts';
import { copyText } from '../../ui/copy-text.ts';
import { DownIcon } from '../../ui/icons.tsx';
import { type LogQuery, filterOf, isSearching } from './use-log-search.ts';

/** Ways to take the log along: what is searched for, all of it, or as plain text in a tab, where the browser's own search works. */
export function LogMenu({ projectId, query }: { projectId: string; query: LogQuery }) {
  const { api } = useServices();
  return (
    <Menu position="bottom-end" width={300} shadow="md" withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Take the log along" title="Take the log along" data-testid="log-menu">
          <DownIcon size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={api.logDownloadPath(projectId)} download data-testid="log-download">
          Download all of it
        </Menu.Item>
        {isSearching(query) ? (
          <Menu.Item component="a" href={api.logDownloadPath(projectId, filterOf(query))} download data-testid="log-download-view">
            Download the lines found
          </Menu.Item>
        ) : null}
        <Menu.Item
          component="a"
          href={api.logDownloadPath(projectId, { inline: 'yes' })}
          target="_blank"
          rel="noreferrer noopener"
          data-testid="log-raw"
        >
          Open as plain text
        </Menu.Item>
        <Menu.Item onClick={() => void copyText(`devteam logs ${projectId} --follow`)}>Copy as a command</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
