import { permissionWords, permissions, rolePermissions, roleWords, roles } from '@devteam/api';
import { VisuallyHidden } from '@mantine/core';
import { CheckIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Table } from '../../ui/Table.tsx';
import styles from './RolesPanel.module.css';

/** What each role may do: the table that the server itself asks. */
export function RolesPanel() {
  return (
    <>
      <Panel title="Roles" note="A role is held everywhere, at one customer or in one project.">
        <dl className={styles.roles}>
          {roles.map((role) => (
            <div key={role}>
              <dt>{role}</dt>
              <dd>{roleWords[role]}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel
        title="What each may do"
        note="The same table decides on the server; owner and admin differ only in that an owner makes owners."
        flush
      >
        <Table label="What each role may do" head={['', ...roles]}>
          {permissions.map((permission) => (
            <tr key={permission} className={styles.row}>
              <th scope="row">
                {permissionWords[permission]}
                <code>{permission}</code>
              </th>
              {roles.map((role) => (
                <td key={role} data-tone="done">
                  {rolePermissions[role].includes(permission) ? (
                    <span className={styles.yes}>
                      <CheckIcon />
                      <VisuallyHidden>yes</VisuallyHidden>
                    </span>
                  ) : (
                    <span aria-label="no">–</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      </Panel>
    </>
  );
}
