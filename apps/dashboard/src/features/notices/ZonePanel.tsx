import { NativeSelect, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTimes } from '../../ui/absolute-time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { useServerNow } from '../../ui/ServerClock.tsx';
import { chooseZone, isZone, useShownZone } from '../../ui/shown-zone.ts';

const local = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** In which zone every time on the page is written. */
export function ZonePanel() {
  const zone = useShownZone();
  const { absolute } = useTimes();
  const now = useServerNow();
  const isNamed = zone !== 'local' && zone !== 'utc';
  const [isOther, setIsOther] = useState(isNamed);
  const [name, setName] = useState(isNamed ? zone : '');
  const zones = useId();
  const choose = (wanted: string) => {
    setIsOther(wanted === 'other');
    if (wanted !== 'other') chooseZone(wanted);
  };
  return (
    <Panel title="Times" note="Every time on the page is written in this zone; its title has it in UTC, too. Kept by this browser.">
      <NativeSelect
        label="Time zone"
        data-testid="zone"
        value={isOther ? 'other' : zone}
        data={[
          { value: 'local', label: `of this machine (${local})` },
          { value: 'utc', label: 'UTC' },
          { value: 'other', label: 'another one, such as a customer’s' },
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {isOther ? (
        <>
          <TextInput
            label="Which"
            description="As Europe/Berlin or America/New_York."
            data-testid="zone-name"
            list={zones}
            value={name}
            error={name !== '' && !isZone(name) ? 'There is no such time zone.' : null}
            onChange={(event) => {
              const wanted = event.currentTarget.value;
              setName(wanted);
              if (wanted !== '' && isZone(wanted)) chooseZone(wanted);
            }}
          />
          <datalist id={zones}>
            {Intl.supportedValuesOf('timeZone').map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </datalist>
        </>
      ) : null}
      <p>
        Now it is <time data-testid="zone-now">{absolute(now)}</time>.
      </p>
    </Panel>
  );
}
