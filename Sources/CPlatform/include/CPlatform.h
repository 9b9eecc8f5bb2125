#pragma once
// What Linux and macOS have under different names, or what Swift's C modules leave out.
#include "CPlatformSystem.h"
#include "CPlatformBytes.h"
#include "CPlatformSandbox.h"
