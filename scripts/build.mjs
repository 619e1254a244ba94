// `npm run build`: the service, the simulator, the SDK and the demo shop into dist folders.
import { build, install } from './tools.mjs';

install();
build({ force: true });
