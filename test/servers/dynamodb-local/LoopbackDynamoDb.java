// DynamoDB Local has no option for its address and listens everywhere: here it is bound to 127.0.0.1 before it starts.
import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

public class LoopbackDynamoDb {
  public static void main(String[] args) throws Exception {
    var runner = software.amazon.dynamodb.services.local.main.ServerRunner.createServerFromCommandLineArgs(
        new String[] {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", args[0]});
    for (Field field : runner.getClass().getDeclaredFields()) {
      if (!Server.class.isAssignableFrom(field.getType())) continue;
      field.setAccessible(true);
      for (Connector connector : ((Server) field.get(runner)).getConnectors()) ((ServerConnector) connector).setHost("127.0.0.1");
    }
    runner.start();
    System.out.println("ready");
    runner.join();
  }
}
